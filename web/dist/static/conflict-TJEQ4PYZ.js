import{a,b,c}from"/static/chunk-5CGTBJ5H.js";import"/static/chunk-E2G5CZGL.js";import"/static/chunk-BT3J6GOE.js";import"/static/chunk-4H7TGWLW.js";export{a as noteSent,b as notice,c as sentence};
