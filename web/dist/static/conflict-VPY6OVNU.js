import{a,b,c}from"/static/chunk-N3OAL2FM.js";import"/static/chunk-E2G5CZGL.js";import"/static/chunk-BT3J6GOE.js";import"/static/chunk-X3SF6ERL.js";export{a as noteSent,b as notice,c as sentence};
