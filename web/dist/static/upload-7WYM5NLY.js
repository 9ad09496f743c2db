import{a,b,c,d}from"/static/chunk-4FT7PK53.js";import"/static/chunk-X3SF6ERL.js";export{a as MOST_BYTES,c as isPicture,d as startUpload,b as uploadOf};
